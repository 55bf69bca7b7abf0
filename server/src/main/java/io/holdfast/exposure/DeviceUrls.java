package io.holdfast.exposure;

import io.holdfast.access.Caller;
import io.holdfast.audit.AuditTrail;
import io.holdfast.feed.Change;
import io.holdfast.feed.Committed;
import io.holdfast.feed.FleetTransaction;
import io.holdfast.feed.FleetTransactions;
import io.holdfast.identity.DeviceId;
import io.holdfast.platform.dice.Dice;
import io.holdfast.platform.json.Json;
import io.holdfast.platform.secrets.SecretText;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Makes, changes and takes away device URLs. Each change is audited, and in force on a node when its image has the feed's number. */
public final class DeviceUrls {
    /** Of one device: more than anybody runs web programs on it. */
    public static final int PER_DEVICE_MAX = 16;

    /** 120 bits: nobody tries them all. */
    private static final int PASSWORD_BYTES = 15;

    private final FleetTransactions transactions;
    private final Dice dice;

    /** @param dice {@link Dice#secure()}: names and passwords are secrets */
    public DeviceUrls(FleetTransactions transactions, Dice dice) {
        this.transactions = transactions;
        this.dice = dice;
    }

    /** The device's, oldest first. */
    public List<ListedUrl> of(Caller caller, DeviceId device) {
        return transactions.read(connection -> UrlRows.of(connection, caller.tenant(), device));
    }

    /** One of the device's. */
    public Optional<ListedUrl> find(Caller caller, DeviceId device, UrlId id) {
        return of(caller, device).stream()
                .filter(listed -> listed.url().id().equals(id))
                .findFirst();
    }

    /** A new one, under a new name. */
    public Committed<UrlChange> create(Caller caller, String requestId, DeviceId device, UrlTerms terms) {
        return transactions.write(tx -> {
            if (!UrlRows.holdDevice(tx.connection(), caller.tenant(), device)) {
                return new UrlChange.Unknown();
            }
            if (UrlRows.of(tx.connection(), caller.tenant(), device).size() >= PER_DEVICE_MAX) {
                return new UrlChange.TooMany();
            }
            Made made = made(terms.mode(), Optional.empty());
            DeviceUrl url = new DeviceUrl(
                    caller.tenant(),
                    UrlId.random(),
                    device,
                    Slug.random(dice),
                    terms.target(),
                    made.mode(),
                    terms.enabled(),
                    terms.expires(),
                    1);
            UrlRows.insert(tx.connection(), url);
            note(tx, caller, requestId, "url.create", url);
            return new UrlChange.Done(url, made.password());
        });
    }

    /** The same name leads elsewhere, opens to others, or is switched on or off. */
    public Committed<UrlChange> change(Caller caller, String requestId, DeviceId device, UrlId id, UrlTerms terms) {
        return update(caller, requestId, device, id, "url.change", was -> {
            Made made = made(terms.mode(), Optional.of(was.mode()));
            return new Written(
                    new DeviceUrl(
                            was.tenant(),
                            was.id(),
                            was.device(),
                            was.slug(),
                            terms.target(),
                            made.mode(),
                            terms.enabled(),
                            terms.expires(),
                            // Who was let in under other terms, or to something else, is asked anew.
                            made.mode().equals(was.mode()) && terms.target().equals(was.target())
                                    ? was.epoch()
                                    : was.epoch() + 1),
                    made.password());
        });
    }

    /** Another name and another password: who knew the old ones knows nothing, and every visitor is asked anew. */
    public Committed<UrlChange> rotate(Caller caller, String requestId, DeviceId device, UrlId id) {
        return update(caller, requestId, device, id, "url.rotate", was -> {
            Made made = was.mode() instanceof UrlMode.Basic basic
                    ? made(new UrlTerms.Wish.Basic(basic.user()), Optional.empty())
                    : new Made(was.mode(), Optional.empty());
            return new Written(
                    new DeviceUrl(
                            was.tenant(),
                            was.id(),
                            was.device(),
                            Slug.random(dice),
                            was.target(),
                            made.mode(),
                            was.enabled(),
                            was.expires(),
                            was.epoch() + 1),
                    made.password());
        });
    }

    /** Takes one away; false when there is none. */
    public Committed<Boolean> delete(Caller caller, String requestId, DeviceId device, UrlId id) {
        return transactions.write(tx -> {
            Optional<DeviceUrl> was = held(tx, caller, device, id);
            was.ifPresent(url -> {
                UrlRows.delete(tx.connection(), caller.tenant(), id);
                note(tx, caller, requestId, "url.delete", url);
            });
            return was.isPresent();
        });
    }

    /** Puts it in the audit trail that somebody made a link; the link itself is nowhere. False when there is no such URL. */
    public boolean linked(Caller caller, String requestId, DeviceUrl url, String linkId, java.time.Instant expires) {
        return transactions
                .write(tx -> {
                    Optional<DeviceUrl> still = held(tx, caller, url.device(), url.id());
                    still.ifPresent(it -> AuditTrail.byCaller(
                            tx.connection(),
                            caller,
                            requestId,
                            "url.link",
                            "device",
                            url.device().toString(),
                            Json.text(Json.object()
                                    .put("url", url.id().toString())
                                    .put("link", linkId)
                                    .put("expires", expires.toString()))));
                    return still.isPresent();
                })
                .value();
    }

    private record Written(DeviceUrl url, Optional<SecretText> password) {}

    private Committed<UrlChange> update(
            Caller caller,
            String requestId,
            DeviceId device,
            UrlId id,
            String action,
            java.util.function.Function<DeviceUrl, Written> next) {
        return transactions.write(tx -> {
            Optional<DeviceUrl> was = held(tx, caller, device, id);
            if (was.isEmpty()) {
                return new UrlChange.Unknown();
            }
            Written written = next.apply(was.get());
            UrlRows.update(tx.connection(), written.url());
            note(tx, caller, requestId, action, written.url());
            return new UrlChange.Done(written.url(), written.password());
        });
    }

    /** The device's row first: a lock order that all keep. */
    private static Optional<DeviceUrl> held(FleetTransaction tx, Caller caller, DeviceId device, UrlId id) {
        return UrlRows.holdDevice(tx.connection(), caller.tenant(), device)
                ? UrlRows.of(tx.connection(), caller.tenant(), device).stream()
                        .map(ListedUrl::url)
                        .filter(url -> url.id().equals(id))
                        .findFirst()
                : Optional.empty();
    }

    private record Made(UrlMode mode, Optional<SecretText> password) {}

    private Made made(UrlTerms.Wish wish, Optional<UrlMode> was) {
        return switch (wish) {
            case UrlTerms.Wish.Private ignored -> new Made(new UrlMode.Private(), Optional.empty());
            case UrlTerms.Wish.Link ignored -> new Made(new UrlMode.Link(), Optional.empty());
            case UrlTerms.Wish.Addresses addresses ->
                new Made(new UrlMode.Addresses(addresses.networks()), Optional.empty());
            case UrlTerms.Wish.Open ignored -> new Made(new UrlMode.Open(), Optional.empty());
            case UrlTerms.Wish.Basic basic -> basic(basic.user(), was);
        };
    }

    /** Who keeps the name keeps the password. */
    private Made basic(String user, Optional<UrlMode> was) {
        if (was.isPresent()
                && was.get() instanceof UrlMode.Basic before
                && before.user().equals(user)) {
            return new Made(before, Optional.empty());
        }
        SecretText password =
                SecretText.of(Base64.getUrlEncoder().withoutPadding().encodeToString(dice.bytes(PASSWORD_BYTES)));
        return new Made(new UrlMode.Basic(user, PasswordDigest.of(password)), Optional.of(password));
    }

    private static void note(FleetTransaction tx, Caller caller, String requestId, String action, DeviceUrl url) {
        AuditTrail.byCaller(
                tx.connection(),
                caller,
                requestId,
                action,
                "device",
                url.device().toString(),
                Json.text(detail(url)));
        tx.changed(new Change.UrlChanged(url.tenant(), url.id().value()));
    }

    private static ObjectNode detail(DeviceUrl url) {
        ObjectNode detail = Json.object()
                .put("url", url.id().toString())
                .put("port", url.target().port())
                .put("transport", url.target().transport().label())
                .put("mode", url.mode().label())
                .put("enabled", url.enabled());
        url.target().host().ifPresent(host -> detail.put("host", host));
        url.expires().ifPresent(end -> detail.put("expires", end.toString()));
        if (url.mode() instanceof UrlMode.Addresses addresses) {
            addresses.networks().forEach(network -> detail.withArray("networks").add(network.text()));
        }
        return detail;
    }
}
