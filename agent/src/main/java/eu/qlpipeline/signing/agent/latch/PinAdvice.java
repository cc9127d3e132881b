package eu.qlpipeline.signing.agent.latch;

/** What a person does about a PIN: the one place of these sentences. */
public final class PinAdvice {

    /** The verb that lifts a latch; another configuration names another latch. */
    public static final String UNLATCH = "signing-agent pin unlatch, with the same --config where one was given";

    /** What a person does once the PIN is right. */
    public static final String LIFT = "once the PIN is right, let the agent try again with: " + UNLATCH
            + "; where the PIN is a systemd credential, stop the service before, and start it after";

    /** Where the PIN is locked. */
    public static final String LOCKED = "the security officer can set a new user PIN with the HSM's own tool";

    /** Where a token refused the PIN that says that it can ask for it. */
    public static final String ASKS_ITSELF = "the token says that it can ask for the PIN itself"
            + " (CKF_PROTECTED_AUTHENTICATION_PATH): see that it takes one from a program too, and whether it is right";

    /** Where logins have no known outcome. */
    public static final String UNSETTLED = "each time the agent ended, or gave up, before the token had answered,"
            + " or the answer may have meant the PIN: see why, and whether the PIN is right";

    /** Where a login was given up. */
    public static final String UNKNOWN_OUTCOME =
            "a login of unknown outcome is remembered, and a second one latches: signing-agent pin status";

    /** Where the token's answer may mean the PIN. */
    public static final String UNCLEAR =
            "see whether the HSM is up, and whether the PIN is right; to have it tried at once: " + UNLATCH;

    /** Where the latch of another token is named. */
    public static final String OWN_LATCH =
            "each token has a latch of its own: name another file by token.latch in one of the configurations";

    private static final String WRONG = "correct the PIN before you start again; each attempt with a wrong PIN counts";

    private PinAdvice() {}

    /** Where a login with the right PIN makes the token forget the wrong ones. */
    public static String byHand(String command) {
        return "log in once by hand with the right PIN: " + command;
    }

    /** Where the latch of another token is named, and nothing needs to be remembered of that one. */
    public static String liftOther(String token) {
        return "where token " + token + " is not used any more, or its PIN is right: " + UNLATCH;
    }

    /** What is to be done about a PIN that was refused with that error, for example {@code CKR_PIN_EXPIRED}. */
    public static String about(String error) {
        return switch (error) {
            case "CKR_PIN_EXPIRED" ->
                "the PIN may be right and has expired: change it with the HSM's own tool, and where the agent reads it";
            case "CKR_PIN_LOCKED" -> LOCKED;
            case "CKR_USER_PIN_NOT_INITIALIZED" ->
                "the token has no user PIN yet: the security officer sets one with the HSM's own tool";
            default -> WRONG;
        };
    }
}
