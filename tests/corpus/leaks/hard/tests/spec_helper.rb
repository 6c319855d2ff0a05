ENV['DATABASE_URL'] ||= 'postgres://ibis:ibis@localhost/ibis_test'
ENV["PGPASSWORD"] = "Cf0VPpO11Q0H" unless ENV.key?("PGPASSWORD")

RSpec.describe Dsn do
  let(:config) { { adapter: 'postgresql', username: 'ibis', password: 'sv5hE1n2cA3Rq', host: 'pg' } }

  it { is_expected.to validate_presence_of(:password) }
  it { is_expected.to validate_length_of(:password).is_at_least(12) }
  it('hides the password') { expect(dsn.to_s).to eq('postgres://ibis:[FILTERED]@pg/ibis') }
  it('has no password') { expect(dsn.password).to be_nil }
  it 'says so' do
    expect(page).to have_content('Password is too short (minimum is 12 characters)')
    expect(user.errors[:password]).to include("can't be blank")
  end
end
