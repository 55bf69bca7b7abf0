package io.holdfast.gateway.link;

/** What somebody keeps with a link; made when the first thing is kept, because most links carry nothing most of the time. */
public interface LinkAttachment {}
