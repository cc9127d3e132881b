package eu.qlpipeline.signing.agent.pkcs11.selection;

/**
 * What a token says about itself (CK_TOKEN_INFO), without the blanks that PKCS#11 pads its fields with.
 *
 * @param label the label given at initialisation
 * @param manufacturer the manufacturer
 * @param model the model
 * @param serial the serial number
 */
public record TokenDescription(String label, String manufacturer, String model, String serial) {

    /** Removes the padding. */
    public TokenDescription {
        label = label.stripTrailing();
        manufacturer = manufacturer.stripTrailing();
        model = model.stripTrailing();
        serial = serial.stripTrailing();
    }
}
