package io.holdfast.edge.store;

import io.holdfast.edge.image.ImageArtifact;
import io.holdfast.edge.image.RolloutTerms;
import io.holdfast.release.ArtifactId;
import io.holdfast.rollout.DeploymentId;
import io.holdfast.rollout.FailureLimit;
import io.holdfast.rollout.FrozenConfiguration;
import io.holdfast.tenancy.TenantId;
import io.holdfast.wire.mender.Configuration;
import io.holdfast.wire.mender.UpdateControlMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.roaringbitmap.RoaringBitmap;

/** A rollout's terms and targets as bytes. The first byte is the form's number. */
final class StoredRollout {
    /** One artifact a device type, whose dependencies were not known. */
    private static final int FIRST_FORM = 1;

    /** No update control map. */
    private static final int SECOND_FORM = 2;

    /** No failure limit. */
    private static final int THIRD_FORM = 3;

    /** No configuration. */
    private static final int FOURTH_FORM = 4;

    private static final int FORM = 5;

    private StoredRollout() {}

    static byte[] terms(RolloutTerms terms) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(FORM);
            write(out, terms.tenant().value());
            write(out, terms.id().value());
            out.writeUTF(terms.artifactName());
            out.writeBoolean(terms.force());
            out.writeLong(terms.createdAt().getEpochSecond());
            out.writeInt(terms.createdAt().getNano());
            out.writeInt(terms.byDeviceType().size());
            for (Map.Entry<String, List<ImageArtifact>> entry :
                    terms.byDeviceType().entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeInt(entry.getValue().size());
                for (ImageArtifact artifact : entry.getValue()) {
                    write(out, artifact);
                }
            }
            out.writeUTF(terms.controlMap().map(UpdateControlMap::text).orElse(""));
            out.writeUTF(terms.failureLimit().storedKind());
            out.writeInt(terms.failureLimit().storedNumber());
            out.writeBoolean(terms.held());
            write(out, terms.configuration());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    // Not writeUTF, which takes 65,535 bytes at most.
    private static void write(DataOutputStream out, Optional<FrozenConfiguration> configuration) throws IOException {
        byte[] text = configuration.map(FrozenConfiguration::text).orElse("").getBytes(StandardCharsets.UTF_8);
        out.writeInt(text.length);
        out.write(text);
    }

    private static void write(DataOutputStream out, ImageArtifact artifact) throws IOException {
        write(out, artifact.id().value());
        out.writeUTF(artifact.name());
        out.writeUTF(artifact.blobKey());
        out.writeLong(artifact.size());
        out.writeInt(artifact.deviceTypes().size());
        for (String deviceType : artifact.deviceTypes()) {
            out.writeUTF(deviceType);
        }
        out.writeInt(artifact.depends().size());
        for (Map.Entry<String, List<String>> entry : artifact.depends().entrySet()) {
            out.writeUTF(entry.getKey());
            out.writeInt(entry.getValue().size());
            for (String value : entry.getValue()) {
                out.writeUTF(value);
            }
        }
    }

    private static void write(DataOutputStream out, UUID id) throws IOException {
        out.write(Bytes.of(id));
    }

    /** @throws IllegalArgumentException when it is not of a form this version knows */
    static RolloutTerms terms(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int form = in.readByte();
            if (form < FIRST_FORM || form > FORM) {
                throw new IllegalArgumentException("a stored rollout of form " + form);
            }
            return new RolloutTerms(
                    new TenantId(uuid(in)),
                    new DeploymentId(uuid(in)),
                    in.readUTF(),
                    in.readBoolean(),
                    Instant.ofEpochSecond(in.readLong(), in.readInt()),
                    artifacts(in, form),
                    form <= SECOND_FORM ? Optional.empty() : controlMap(in),
                    form <= THIRD_FORM ? FailureLimit.unlimited() : FailureLimit.stored(in.readUTF(), in.readInt()),
                    form > THIRD_FORM && in.readBoolean(),
                    form <= FOURTH_FORM ? Optional.empty() : configuration(in));
        } catch (IOException tooShort) {
            throw new IllegalArgumentException("a stored rollout is cut off", tooShort);
        } catch (IllegalArgumentException refused) {
            throw refused;
        } catch (RuntimeException damaged) { // a time, a map or a limit that can be none
            throw new IllegalArgumentException("a stored rollout is damaged", damaged);
        }
    }

    private static Optional<UpdateControlMap> controlMap(DataInputStream in) throws IOException {
        return Optional.of(in.readUTF()).filter(text -> !text.isEmpty()).map(UpdateControlMap::ofText);
    }

    private static Optional<FrozenConfiguration> configuration(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] text = in.readNBytes(length);
        if (text.length < length) {
            throw new EOFException();
        }
        return length == 0
                ? Optional.empty()
                : Optional.of(FrozenConfiguration.of(Configuration.ofText(new String(text, StandardCharsets.UTF_8))));
    }

    private static Map<String, List<ImageArtifact>> artifacts(DataInputStream in, int form) throws IOException {
        int count = in.readInt();
        Map<String, List<ImageArtifact>> artifacts = new HashMap<>();
        for (int i = 0; i < count; i++) {
            String deviceType = in.readUTF();
            int choices = form == FIRST_FORM ? 1 : in.readInt();
            List<ImageArtifact> ofType = new ArrayList<>();
            for (int choice = 0; choice < choices; choice++) {
                ofType.add(artifact(in, form));
            }
            artifacts.put(deviceType, ofType);
        }
        return artifacts;
    }

    private static ImageArtifact artifact(DataInputStream in, int form) throws IOException {
        ArtifactId id = new ArtifactId(uuid(in));
        String name = in.readUTF();
        String blobKey = in.readUTF();
        long size = in.readLong();
        List<String> deviceTypes = texts(in);
        return new ImageArtifact(id, name, deviceTypes, blobKey, size, form == FIRST_FORM ? Map.of() : depends(in));
    }

    private static Map<String, List<String>> depends(DataInputStream in) throws IOException {
        int count = in.readInt();
        Map<String, List<String>> depends = new HashMap<>();
        for (int i = 0; i < count; i++) {
            depends.put(in.readUTF(), texts(in));
        }
        return depends;
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            texts.add(in.readUTF());
        }
        return texts;
    }

    private static UUID uuid(DataInputStream in) throws IOException {
        return new UUID(in.readLong(), in.readLong());
    }

    static byte[] targets(RoaringBitmap awaited) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(awaited.serializedSizeInBytes());
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            awaited.serialize(out);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws IllegalArgumentException when these bytes are no bitmap */
    static RoaringBitmap targets(byte[] bytes) {
        RoaringBitmap awaited = new RoaringBitmap();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            awaited.deserialize(in);
        } catch (IOException
                | RuntimeException broken) { // the library has exceptions of its own for what it cannot read
            throw new IllegalArgumentException("a stored rollout's targets are broken", broken);
        }
        return awaited;
    }
}
