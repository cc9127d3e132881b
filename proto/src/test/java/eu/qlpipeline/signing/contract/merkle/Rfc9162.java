package eu.qlpipeline.signing.contract.merkle;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** The definitions of RFC 9162 section 2.1 as they stand there, recursive over the whole list: what to compare with. */
final class Rfc9162 {

    private Rfc9162() {}

    /** MTH (section 2.1.1). */
    static byte[] root(List<byte[]> entries) {
        if (entries.isEmpty()) {
            return hash();
        }
        if (entries.size() == 1) {
            return hash(new byte[] {0}, entries.get(0));
        }
        int k = split(entries.size());
        return hash(new byte[] {1}, root(entries.subList(0, k)), root(entries.subList(k, entries.size())));
    }

    /** PATH (section 2.1.3.1). */
    static List<byte[]> inclusion(int index, List<byte[]> entries) {
        if (entries.size() == 1) {
            return List.of();
        }
        int k = split(entries.size());
        List<byte[]> left = entries.subList(0, k);
        List<byte[]> right = entries.subList(k, entries.size());
        return index < k ? plus(inclusion(index, left), root(right)) : plus(inclusion(index - k, right), root(left));
    }

    /** PROOF (section 2.1.4.1). */
    static List<byte[]> consistency(int first, List<byte[]> entries) {
        return subproof(first, entries, true);
    }

    private static List<byte[]> subproof(int first, List<byte[]> entries, boolean known) {
        if (first == entries.size()) {
            return known ? List.of() : List.of(root(entries));
        }
        int k = split(entries.size());
        List<byte[]> left = entries.subList(0, k);
        List<byte[]> right = entries.subList(k, entries.size());
        return first <= k
                ? plus(subproof(first, left, known), root(right))
                : plus(subproof(first - k, right, false), root(left));
    }

    private static int split(int size) {
        int k = 1;
        while (2 * k < size) {
            k *= 2;
        }
        return k;
    }

    private static List<byte[]> plus(List<byte[]> path, byte[] hash) {
        List<byte[]> longer = new ArrayList<>(path);
        longer.add(hash);
        return longer;
    }

    private static byte[] hash(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
