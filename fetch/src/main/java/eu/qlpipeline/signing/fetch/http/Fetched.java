package eu.qlpipeline.signing.fetch.http;

import okhttp3.Headers;
import okhttp3.HttpUrl;

/**
 * An answer, without its body.
 *
 * @param url what was asked for
 * @param status the status code
 * @param headers the headers
 * @param link the connection it came over
 * @param signatures how many signatures the request took
 */
public record Fetched(HttpUrl url, int status, Headers headers, Link link, long signatures) {

    private static final int FIRST_ERROR = 400;

    /** Whether the server did not do what it was asked to. */
    public boolean isError() {
        return status >= FIRST_ERROR;
    }
}
