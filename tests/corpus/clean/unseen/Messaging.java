class Messaging {
    @Value("${acme-test.messaging.jms.broker-password}")
    private String brokerPassword;
    @Value("${mail-relay.smtp.password}")
    private String password;
}
