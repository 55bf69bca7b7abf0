package io.holdfast.web;

import io.holdfast.gateway.presence.LinkEvent;
import io.holdfast.gateway.presence.Presence;
import io.holdfast.web.view.Chip;
import io.holdfast.web.view.LinkView;
import java.util.Optional;

/** Links in people's words. */
final class LinkTexts {
    private LinkTexts() {}

    static LinkView view(PageFrame frame, Presence presence) {
        return switch (presence) {
            case Presence.Online online ->
                new LinkView(new Chip("Online", Chip.Tone.GOOD), Optional.of(frame.when(online.since())));
            case Presence.Quiet quiet ->
                new LinkView(
                        new Chip("Polls, no link", Chip.Tone.BUSY),
                        quiet.linkEnded().map(frame::when));
            case Presence.Offline offline ->
                new LinkView(
                        new Chip(offline.since().isPresent() ? "Offline" : "Never linked", Chip.Tone.QUIET),
                        offline.since().map(frame::when));
            case Presence.Unknown ignored ->
                new LinkView(new Chip("Not known now", Chip.Tone.WAITING), Optional.empty());
        };
    }

    static LinkView.Line line(PageFrame frame, LinkEvent event) {
        String what = switch (event.kind()) {
            case CONNECTED -> "Link opened";
            case DISCONNECTED -> "Link ended";
        };
        return new LinkView.Line(frame.when(event.at()), what, reason(event.reason()));
    }

    private static String reason(String label) {
        return switch (label) {
            case "device-closed" -> "the device closed it";
            case "lost" -> "the connection broke";
            case "silent" -> "nothing was heard of the device";
            case "replaced" -> "the device opened another";
            case "revoked" -> "the device may not connect any more";
            case "protocol", "too-large" -> "the device broke the protocol";
            case "restart" -> "the server was restarted";
            case "overloaded" -> "the server had no room";
            default -> "";
        };
    }
}
