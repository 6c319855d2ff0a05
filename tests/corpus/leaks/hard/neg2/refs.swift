import SwiftUI
import PostgresNIO

struct LoginView: View {
    @State private var password = ""
    @AppStorage("token") var token: String?
    let passwordRule = UITextInputPasswordRules(descriptor: "minlength: 12; required: digit;")
    var body: some View {
        SecureField("Password", text: $password, prompt: Text("Enter your password"))
            .textContentType(.password)
        Button("Forgot password?") { reset(token: token) }
    }
}
let config = PostgresClient.Configuration(
    host: "localhost", username: "app", password: Environment.get("DATABASE_PASSWORD"), database: "app", tls: .disable)
let password = ProcessInfo.processInfo.environment["PGPASSWORD"] ?? ""
let query: [String: Any] = [kSecClass as String: kSecClassInternetPassword, kSecAttrAccount as String: user]
enum AuthError: String, Error { case wrongPassword = "wrong_password", tokenExpired = "token_expired" }
textField.placeholder = NSLocalizedString("Password", comment: "password field")
