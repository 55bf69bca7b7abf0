package io.holdfast.inventory;

import java.util.List;

/**
 * Which devices a list shows, and in which order; equal ones oldest first.
 *
 * @param terms all of them must hold
 * @param order the first counts most
 */
public record InventoryFilter(List<Term> terms, List<Order> order, Membership membership) {
    /** Each costs a comparison a device. */
    public static final int TERMS_MAX = 20;

    /** Attributes to sort by. */
    public static final int ORDERS_MAX = 5;

    /** Every device, oldest first. */
    public static final InventoryFilter ALL = new InventoryFilter(List.of(), List.of());

    /** The attribute has this value, or is a list with it. Numbers and booleans are compared by their JSON text. */
    public record Term(AttributeName attribute, String value) {}

    /** Devices without the attribute come last in both directions. */
    public record Order(AttributeName attribute, boolean ascending) {}

    /** In a group or in none. */
    public InventoryFilter(List<Term> terms, List<Order> order) {
        this(terms, order, new Membership.Any());
    }

    /** Whether it lets only some devices through. */
    boolean narrows() {
        return !terms.isEmpty() || !(membership instanceof Membership.Any);
    }

    public InventoryFilter {
        terms = List.copyOf(terms);
        order = List.copyOf(order);
        if (terms.size() > TERMS_MAX || order.size() > ORDERS_MAX) {
            throw new IllegalArgumentException("more terms than the edge lets through");
        }
    }
}
