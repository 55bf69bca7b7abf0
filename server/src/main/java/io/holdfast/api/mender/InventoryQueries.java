package io.holdfast.api.mender;

import io.holdfast.api.Call;
import io.holdfast.inventory.AttributeName;
import io.holdfast.inventory.AttributeScope;
import io.holdfast.inventory.GroupName;
import io.holdfast.inventory.InventoryFilter;
import io.holdfast.inventory.Membership;
import io.holdfast.platform.http.Refusal;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a query string asks of the inventory: {@code [scope/]name=value} pairs, {@code sort=name:asc,…}, groups. */
final class InventoryQueries {
    private static final Set<String> NOT_ATTRIBUTES = Set.of("page", "per_page", "sort", "has_group", "group");
    private static final int VALUE_CHARS_MAX = 4_096;

    private InventoryQueries() {}

    /** The filter; empty when no device can match: an unknown scope, or a name that no group can have. */
    static Optional<InventoryFilter> filter(Call call) {
        List<InventoryFilter.Order> order = order(call);
        List<InventoryFilter.Term> terms = new ArrayList<>();
        Optional<Membership> membership = membership(call);
        boolean possible = membership.isPresent();
        for (String pair : call.queryText().split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (name.isEmpty() || NOT_ATTRIBUTES.contains(name)) {
                continue;
            }
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            Optional<AttributeName> attribute = attribute(name);
            possible &= attribute.isPresent();
            String checked = QueryText.checked("value", value, VALUE_CHARS_MAX);
            attribute.ifPresent(known -> terms.add(new InventoryFilter.Term(known, checked)));
            if (terms.size() > InventoryFilter.TERMS_MAX) {
                throw refused("at most " + InventoryFilter.TERMS_MAX + " attributes in one filter");
            }
        }
        return possible ? membership.map(wanted -> new InventoryFilter(terms, order, wanted)) : Optional.empty();
    }

    /** A group that is named says more than whether there is one. */
    private static Optional<Membership> membership(Call call) {
        String group = call.query("group").orElse("");
        if (!group.isEmpty()) {
            return GroupName.parse(group).map(Membership.In::new);
        }
        return switch (call.query("has_group").orElse("")) {
            case "" -> Optional.of(new Membership.Any());
            case "false" -> Optional.of(new Membership.Ungrouped());
            case "true" -> Optional.of(new Membership.Grouped());
            default -> throw refused("\"has_group\" must be true or false");
        };
    }

    private static List<InventoryFilter.Order> order(Call call) {
        List<InventoryFilter.Order> orders = new ArrayList<>();
        for (String term : call.query("sort").orElse("").split(",")) {
            if (term.isEmpty()) {
                continue;
            }
            int colon = term.lastIndexOf(':');
            String direction = colon < 0 ? "desc" : term.substring(colon + 1);
            if (!direction.equals("asc") && !direction.equals("desc")) {
                throw refused("\"sort\" must be attribute:asc or attribute:desc, several with commas");
            }
            attribute(colon < 0 ? term : term.substring(0, colon))
                    .ifPresent(name -> orders.add(new InventoryFilter.Order(name, direction.equals("asc"))));
            if (orders.size() > InventoryFilter.ORDERS_MAX) {
                throw refused("at most " + InventoryFilter.ORDERS_MAX + " attributes to sort by");
            }
        }
        return orders;
    }

    /** {@code scope/name}, or a name of scope inventory; empty for a scope that there is not. */
    private static Optional<AttributeName> attribute(String text) {
        QueryText.checked("attribute", text, QueryText.NAME_CHARS_MAX);
        int slash = text.indexOf('/');
        return slash < 0
                ? Optional.of(new AttributeName(AttributeScope.INVENTORY, text))
                : AttributeScope.ofWireName(text.substring(0, slash))
                        .map(scope -> new AttributeName(scope, text.substring(slash + 1)));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException brokenEscape) {
            throw refused("the query has a broken % escape");
        }
    }

    private static RuntimeException refused(String sentence) {
        return Refusal.badRequest("request.filter", sentence).exception();
    }
}
