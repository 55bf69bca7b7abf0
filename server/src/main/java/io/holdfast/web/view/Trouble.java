package io.holdfast.web.view;

/** An error as a page. */
public record Trouble(Assets assets, int status, String title, String sentence, String requestId) {}
