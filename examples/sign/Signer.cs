using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

/// <summary>
/// Signs URLs of Signet with .NET or Mono alone:
/// Signer.Sign(key, "/photo (1).jpg", new Dictionary&lt;string, string&gt; { ["width"] = "400" }).
/// </summary>
static class Signer
{
    // Characters that stay raw, beside letters and digits. Every other byte of the UTF-8 is %XX.
    // Uri.EscapeDataString encodes more, and the server answers 400.
    const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    const string RawInPath = Alphanumeric + "-._~!$&'()*+,;=:@/";
    const string RawInValue = Alphanumeric + "-._~!$()*,;:@/?";

    static string Encode(string text, string raw) => string.Concat(
        Encoding.UTF8.GetBytes(text).Select(b => raw.IndexOf((char)b) >= 0 ? ((char)b).ToString() : $"%{b:X2}"));

    /// <summary>The path and query of the URL. Neither path nor values are encoded yet.</summary>
    public static string Sign(byte[] key, string path, IEnumerable<KeyValuePair<string, string>> query)
    {
        path = Encode(path, RawInPath);
        var pairs = query.Select(pair => pair.Key + "=" + Encode(pair.Value, RawInValue)).ToList();
        var message = Encoding.UTF8.GetBytes($"signet-v1\n{path}\n{string.Join("&", pairs)}");
        using (var hmac = new HMACSHA256(key))
        {
            var token = Convert.ToBase64String(hmac.ComputeHash(message)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            return path + "?" + string.Join("&", pairs.Append("token=" + token));
        }
    }

    /// <summary>
    /// The bytes of SIGNING_KEYS' first key: id:base64url[,id:base64url...].
    /// </summary>
    public static byte[] FirstKey(string keys)
    {
        var text = keys.Split(',')[0].Split(':')[1].Replace('-', '+').Replace('_', '/');
        return Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
    }

    /// <summary>
    /// Each line of the input is a path and name=value pairs, with tabs between them.
    /// </summary>
    static void Main()
    {
        var key = FirstKey(Environment.GetEnvironmentVariable("SIGNING_KEYS"));
        var lines = new StreamReader(Console.OpenStandardInput(), Encoding.UTF8);
        for (string line; (line = lines.ReadLine()) != null;)
        {
            var fields = line.Split('\t');
            var query = fields.Skip(1).Select(field => field.Split(new[] { '=' }, 2));
            Console.WriteLine(Sign(key, fields[0], query.ToDictionary(pair => pair[0], pair => pair[1])));
        }
    }
}
