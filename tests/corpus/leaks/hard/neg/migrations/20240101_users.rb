class CreateUsers < ActiveRecord::Migration[7.1]
  def change
    create_table :users do |t|
      t.string :email, null: false
      t.string :encrypted_password, null: false, default: ''
      t.string :password_digest
      t.string :reset_password_token, index: { unique: true }
      t.datetime :password_expires_at
      t.text :api_token_ciphertext
    end
    rename_column :servers, :password, :password_ciphertext
    execute "ALTER ROLE app PASSWORD #{connection.quote(ENV.fetch('APP_PASSWORD'))}"
  end
end
