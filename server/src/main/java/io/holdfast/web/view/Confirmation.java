package io.holdfast.web.view;

/** A deed that cannot be taken back, before it is done. */
public record Confirmation(String title, String subject, String consequence, String action, String verb, String back) {}
