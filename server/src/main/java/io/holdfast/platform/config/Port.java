package io.holdfast.platform.config;

/** A TCP port to listen on; 0 asks the operating system for any free one. */
public record Port(int number) {

    public Port {
        if (number < 0 || number > 65_535) {
            throw new IllegalArgumentException(number + " is not a port");
        }
    }

    /** Reads 0 to 65535. */
    public static Port parse(String text) {
        return new Port(Numbers.between(text, 0, 65_535));
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
