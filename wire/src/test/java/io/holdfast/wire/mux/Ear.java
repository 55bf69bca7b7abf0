package io.holdfast.wire.mux;

import io.holdfast.wire.link.Payload;
import java.util.ArrayList;
import java.util.List;

/** Writes down what a stream tells. */
final class Ear implements MuxListener {
    final List<String> heard = new ArrayList<>();
    int bytes;

    @Override
    public void accepted() {
        heard.add("accepted");
    }

    @Override
    public void data(Payload piece) {
        bytes += piece.length();
        heard.add("data " + piece.length());
    }

    @Override
    public void room() {
        heard.add("room");
    }

    @Override
    public void ended() {
        heard.add("ended");
    }

    @Override
    public void over(ResetCode code, String text) {
        heard.add("over " + code + " " + text);
    }
}
