package io.holdfast.wire.link;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

/** Whatever travels over a link is a message or refused. The inputs beside it are tried in every build; JAZZER_FUZZ=1 looks for more. */
class LinkReaderFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void whatever_travels_over_a_link_is_a_message_or_refused(byte[] frame) {
        if (LinkReader.fromDevice(frame) instanceof LinkReading.Message<FromDevice> message) {
            byte[] again = LinkWriter.write(message.sessionId(), message.message());
            if (!(LinkReader.fromDevice(again) instanceof LinkReading.Message<FromDevice> read)
                    || !read.message().type().equals(message.message().type())) {
                throw new AssertionError("a device's message that is none when it is read again");
            }
        }
        if (LinkReader.toDevice(frame) instanceof LinkReading.Message<ToDevice> message) {
            for (ToDevice piece : pieces(message.message())) {
                if (LinkWriter.write(message.sessionId(), piece).length > LinkLimits.TO_DEVICE_MAX) {
                    throw new AssertionError("a frame that ends a device's link");
                }
            }
        }
    }

    /** As the server cuts what a person sends. */
    private static List<? extends ToDevice> pieces(ToDevice message) {
        return switch (message) {
            case ShellMessage.Data data ->
                data.bytes().chunks().stream().map(ShellMessage.Data::of).toList();
            case PortForwardMessage.Forward forward ->
                forward.bytes().chunks().stream()
                        .map(chunk -> new PortForwardMessage.Forward(forward.connectionId(), chunk))
                        .toList();
            // What the server itself opens with.
            case ControlMessage.Open ignored -> List.of(ControlMessage.Open.VERSION_1);
            default -> List.of(message);
        };
    }
}
