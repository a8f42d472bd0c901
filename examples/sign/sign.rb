# Signs URLs of Signet with Ruby alone: sign(key, '/photo (1).jpg', width: 400).
# Raw in a path:  letters, digits and -._~!$&'()*+,;=:@/
# Raw in a value: letters, digits and -._~!$()*,;:@/?
# Every other byte of the UTF-8 is %XX.
# ERB::Util.url_encode encodes more, and the server answers 400.

require 'openssl'

def encode(text, others)
  text.b.gsub(others) { |byte| format('%%%02X', byte.ord) }
end

# The path and query of the URL. Neither path nor values are encoded yet.
def sign(key, path, query)
  path = encode(path, %r{[^A-Za-z0-9\-._~!$&'()*+,;=:@/]}n)
  pairs = query.map { |name, value| "#{name}=#{encode(value.to_s, %r{[^A-Za-z0-9\-._~!$()*,;:@/?]}n)}" }
  mac = OpenSSL::HMAC.digest('SHA256', key, "signet-v1\n#{path}\n#{pairs.join('&')}")
  token = [mac].pack('m0').tr('+/', '-_').delete('=')
  "#{path}?#{[*pairs, "token=#{token}"].join('&')}"
end

# The bytes of SIGNING_KEYS' first key: id:base64url[,id:base64url...].
def first_key(keys)
  keys.split(',').first.split(':').last.tr('-_', '+/').unpack1('m')
end

# Each line of the input is a path and name=value pairs, with tabs between them.
if __FILE__ == $PROGRAM_NAME
  $stdin.set_encoding('UTF-8').each_line(chomp: true) do |line|
    path, *pairs = line.split("\t")
    puts sign(first_key(ENV.fetch('SIGNING_KEYS')), path, pairs.to_h { |pair| pair.split('=', 2) })
  end
end
