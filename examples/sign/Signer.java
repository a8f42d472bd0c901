import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs URLs of Signet with Java 11 alone:
 * {@code Signer.sign(key, "/photo (1).jpg", Map.of("width", "400"))}.
 */
class Signer {
    // Characters that stay raw, beside letters and digits. Every other byte of the UTF-8 is %XX.
    // URLEncoder is for forms and encodes more; the server answers 400.
    static final String RAW_IN_PATH = "-._~!$&'()*+,;=:@/";
    static final String RAW_IN_VALUE = "-._~!$()*,;:@/?";

    static String encode(String text, String raw) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || raw.indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : String.format("%%%02X", b));
        }
        return out.toString();
    }

    /** The path and query of the URL. Neither path nor values are encoded yet. */
    static String sign(byte[] key, String path, Map<String, ?> query) throws GeneralSecurityException {
        String encoded = encode(path, RAW_IN_PATH);
        List<String> pairs = new ArrayList<>();
        query.forEach((name, value) -> pairs.add(name + "=" + encode(value.toString(), RAW_IN_VALUE)));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        byte[] digest = mac.doFinal(("signet-v1\n" + encoded + "\n" + String.join("&", pairs)).getBytes(UTF_8));
        pairs.add("token=" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest));
        return encoded + "?" + String.join("&", pairs);
    }

    /** The bytes of SIGNING_KEYS' first key: id:base64url[,id:base64url...]. */
    static byte[] firstKey(String keys) {
        return Base64.getUrlDecoder().decode(keys.split(",")[0].split(":")[1]);
    }

    /** Each line of the input is a path and name=value pairs, with tabs between them. */
    public static void main(String[] args) throws Exception {
        var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line; (line = lines.readLine()) != null; ) {
            String[] fields = line.split("\t");
            Map<String, String> query = new LinkedHashMap<>();
            for (int i = 1; i < fields.length; i++) {
                String[] pair = fields[i].split("=", 2);
                query.put(pair[0], pair[1]);
            }
            System.out.println(sign(firstKey(System.getenv("SIGNING_KEYS")), fields[0], query));
        }
    }
}
