package io.holdfast.platform.secrets;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Where a sealed secret belongs. It is bound into the seal, so that a secret copied to another place cannot be opened there.
 *
 * @param purpose what it is for, such as {@code device_token}
 * @param row which one of them, such as its key id
 */
public record SecretPlace(String purpose, String row) {

    /** The place with each part's length before it, so that no two places have the same bytes. */
    byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String part : new String[] {purpose, row}) {
            byte[] text = part.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(text.length).array());
            out.writeBytes(text);
        }
        return out.toByteArray();
    }
}
