package io.tieout.connect.paypal;

/** Whether there is such a certificate cannot be known now. */
final class CertificateUnavailableException extends RuntimeException {

    CertificateUnavailableException(String message) {
        super(message);
    }
}
