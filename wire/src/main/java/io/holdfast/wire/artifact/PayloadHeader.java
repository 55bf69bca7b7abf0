package io.holdfast.wire.artifact;

import io.holdfast.wire.json.JsonValue;
import java.util.List;
import java.util.Map;

/** What the type-info and meta-data of one payload say. */
record PayloadHeader(
        Map<String, String> provides,
        Map<String, List<String>> depends,
        List<String> clearsProvides,
        JsonValue.Obj metadata) {}
