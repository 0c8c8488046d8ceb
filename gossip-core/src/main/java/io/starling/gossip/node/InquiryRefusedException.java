package io.starling.gossip.node;

/// Too many inquiries are under way; nothing was sent, and the same one may succeed in a moment.
public final class InquiryRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param max how many there may be at once
    public InquiryRefusedException(int max) {
        super("%d inquiries are under way, the limit; try again".formatted(max));
    }
}
