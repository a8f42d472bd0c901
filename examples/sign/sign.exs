# Signs URLs of Signet with Elixir alone: Signer.sign(key, "/photo (1).jpg", width: 400)
# Raw in a path:  letters, digits and -._~!$&'()*+,;=:@/
# Raw in a value: letters, digits and -._~!$()*,;:@/?
# Every other byte of the UTF-8 is %XX.
# URI.encode_www_form encodes more and URI.encode less, and the server answers 400.

defmodule Signer do
  @alphanumeric Enum.concat([?A..?Z, ?a..?z, ?0..?9])
  @raw_in_path @alphanumeric ++ ~c"-._~!$&'()*+,;=:@/"
  @raw_in_value @alphanumeric ++ ~c"-._~!$()*,;:@/?"

  @doc "The path and query of the URL. Neither path nor values are encoded yet."
  def sign(key, path, query) do
    path = URI.encode(path, &(&1 in @raw_in_path))
    pairs = for {name, value} <- query, do: "#{name}=#{URI.encode("#{value}", &(&1 in @raw_in_value))}"
    mac = :crypto.mac(:hmac, :sha256, key, "signet-v1\n#{path}\n#{Enum.join(pairs, "&")}")
    token = Base.url_encode64(mac, padding: false)
    "#{path}?#{Enum.join(pairs ++ ["token=#{token}"], "&")}"
  end

  @doc "The bytes of the first key of SIGNING_KEYS: id:base64url[,id:base64url...]."
  def first_key(keys) do
    [first | _] = String.split(keys, ",")
    [_id, text] = String.split(first, ":")
    Base.url_decode64!(text, padding: false)
  end
end

# Each line of the input is a path and name=value pairs, with tabs between them.
# Elixir needs a UTF-8 locale.
for line <- IO.stream(:stdio, :line) do
  [path | pairs] = line |> String.trim_trailing("\n") |> String.split("\t")
  query = for pair <- pairs, do: pair |> String.split("=", parts: 2) |> List.to_tuple()
  IO.puts(Signer.sign(Signer.first_key(System.fetch_env!("SIGNING_KEYS")), path, query))
end
