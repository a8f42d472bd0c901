// Signs URLs of Signet with Go alone: sign(key, "/photo (1).jpg", [][2]string{{"width", "400"}}).
package main

import (
	"bufio"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"log"
	"os"
	"strings"
)

// Characters that stay raw, beside letters and digits. Every other byte of the UTF-8 is %XX.
// URL.EscapedPath and url.PathEscape encode more, and the server answers 400.
const (
	rawInPath  = "-._~!$&'()*+,;=:@/"
	rawInValue = "-._~!$()*,;:@/?"
)

func encode(text, raw string) string {
	var out strings.Builder
	for _, b := range []byte(text) {
		if b >= '0' && b <= '9' || b|0x20 >= 'a' && b|0x20 <= 'z' || strings.IndexByte(raw, b) >= 0 {
			out.WriteByte(b)
		} else {
			fmt.Fprintf(&out, "%%%02X", b)
		}
	}
	return out.String()
}

// sign makes the path and query of the URL. Neither path nor values are encoded yet.
func sign(key []byte, path string, query [][2]string) string {
	path = encode(path, rawInPath)
	var pairs []string
	for _, pair := range query {
		pairs = append(pairs, pair[0]+"="+encode(pair[1], rawInValue))
	}
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "signet-v1\n%s\n%s", path, strings.Join(pairs, "&"))
	token := base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
	return path + "?" + strings.Join(append(pairs, "token="+token), "&")
}

// firstKey decodes the first key of SIGNING_KEYS: id:base64url[,id:base64url…].
func firstKey(keys string) ([]byte, error) {
	first, _, _ := strings.Cut(keys, ",")
	_, text, _ := strings.Cut(first, ":")
	return base64.RawURLEncoding.DecodeString(text)
}

// Each line of the input is a path and name=value pairs, with tabs between them.
func main() {
	key, err := firstKey(os.Getenv("SIGNING_KEYS"))
	if err != nil {
		log.Fatal(err)
	}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		var query [][2]string
		for _, field := range fields[1:] {
			name, value, _ := strings.Cut(field, "=")
			query = append(query, [2]string{name, value})
		}
		fmt.Println(sign(key, fields[0], query))
	}
}
