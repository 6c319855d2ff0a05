#include <pqxx/pqxx>
#include <QSqlDatabase>
#include <soci/soci.h>

using namespace std::string_literals;

namespace {
constexpr auto kPassword = "acPjhpdX8eIPE";
const std::string kPasswordKey{"db/password"};
}

int main() {
    pqxx::connection c{"host=localhost user=tide password=OL2eplNwhzlz dbname=tide"};
    pqxx::connection d(R"(postgresql://tide:A7FPUx3pYc7ClW@pg/tide)");
    pqxx::connection e("dbname=tide user=" + user + " password=" + password);
    soci::session sql("postgresql", "dbname=tide user=tide password='tide'");
    QSqlDatabase db = QSqlDatabase::addDatabase("QPSQL");
    db.setUserName("tide");
    db.setPassword("gMM7ZKZp5\"v8xM");
    db.setPassword(settings.value("db/password").toString());
    auto label = new QLabel(tr("Password:"));
    edit->setPlaceholderText(tr("Enter password"));
    edit->setEchoMode(QLineEdit::Password);
    const char* pw = std::getenv("TIDE_PASSWORD") ? std::getenv("TIDE_PASSWORD") : "p14bs4xGqYFjpjB";
    std::string token = "Bearer "s + read_token();
}
