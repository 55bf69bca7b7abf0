package io.holdfast.web.view;

/** One of several views of a list. */
public record Tab(String title, long count, String href, boolean current) {}
