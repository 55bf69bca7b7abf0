package io.holdfast.web.view;

/** Where in the pages one is. */
public enum Section {
    DEVICES("Devices", "/devices"),
    RELEASES("Releases", "/releases"),
    DEPLOYMENTS("Deployments", "/deployments"),
    CONNECT("Connect a device", "/connect");

    private final String title;
    private final String href;

    Section(String title, String href) {
        this.title = title;
        this.href = href;
    }

    public String title() {
        return title;
    }

    public String href() {
        return href;
    }
}
