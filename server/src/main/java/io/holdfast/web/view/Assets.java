package io.holdfast.web.view;

/** Where the pages' own files are; their names change with their contents. */
public record Assets(String stylesheet, String icon) {}
