package io.holdfast.edge.image;

/**
 * What a device says that it is and runs, cut to what an image keeps of it.
 *
 * @param deviceType empty when it never said
 * @param version the name of the artifact it runs; empty when it never said
 */
public record RunningSoftware(String deviceType, String version) {
    /** Real names take 20 to 60 characters. Two that agree in the first hundred are counted as one; the database keeps as many. */
    public static final int NAME_CHARS_MAX = 100;

    /** Of a device that said neither. */
    public static final RunningSoftware UNSAID = new RunningSoftware("", "");

    public RunningSoftware {
        deviceType = cut(deviceType);
        version = cut(version);
    }

    /** Nothing is allocated for a name that fits. */
    static String cut(String name) {
        if (name.length() <= NAME_CHARS_MAX) {
            return name;
        }
        boolean inPair = Character.isHighSurrogate(name.charAt(NAME_CHARS_MAX - 1));
        return name.substring(0, inPair ? NAME_CHARS_MAX - 1 : NAME_CHARS_MAX);
    }
}
