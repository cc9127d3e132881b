package eu.qlpipeline.signing.fetch.argument;

import okhttp3.HttpUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An https URL. */
public final class UrlConverter implements ITypeConverter<HttpUrl> {
    @Override
    public HttpUrl convert(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null || !url.isHttps()) {
            throw new TypeConversionException("URL: " + text + " (expected: https://...)");
        }
        return url;
    }
}
