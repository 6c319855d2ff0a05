!function(e){var t={password:e.password,token:e.token||null,secret:e.s};function n(e){return"password"===e.type}}(window);
