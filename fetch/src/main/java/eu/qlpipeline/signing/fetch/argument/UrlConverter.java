package eu.qlpipeline.signing.fetch.argument;

import okhttp3.HttpUrl;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An https URL, without a user and a password: it is printed and logged, and others see it in the list of processes. */
public final class UrlConverter implements ITypeConverter<HttpUrl> {
    @Override
    public HttpUrl convert(String text) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null || !url.isHttps()) {
            // What stands before an @ may be a password.
            String shown = text.contains("@") ? "not of its form" : text;
            throw new TypeConversionException(shown + " (expected: https://...)");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            throw new TypeConversionException("a user or password before " + url.host()
                    + " (expected: none; an Authorization goes into -H @FILE)");
        }
        return url;
    }
}
