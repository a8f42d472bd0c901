<?php
// Signs URLs of Signet with PHP 8 alone: sign($key, '/photo (1).jpg', ['width' => 400]).
// Raw in a path:  letters, digits and -._~!$&'()*+,;=:@/
// Raw in a value: letters, digits and -._~!$()*,;:@/?
// Every other byte of the UTF-8 is %XX.
// rawurlencode of a whole path encodes more, and the server answers 400.

function encode(string $text, string $others): string
{
    return preg_replace_callback($others, fn ($match) => rawurlencode($match[0]), $text);
}

/**
 * Returns the path and query of the URL.
 * $path is not encoded. The names and values of $query are not encoded either.
 */
function sign(string $key, string $path, array $query): string
{
    $path = encode($path, '#[^A-Za-z0-9\-._~!$&\'()*+,;=:@/]#');
    $pairs = [];
    foreach ($query as $name => $value) {
        $pairs[] = $name . '=' . encode((string) $value, '#[^A-Za-z0-9\-._~!$()*,;:@/?]#');
    }
    $mac = hash_hmac('sha256', "signet-v1\n$path\n" . implode('&', $pairs), $key, true);
    $pairs[] = 'token=' . rtrim(strtr(base64_encode($mac), '+/', '-_'), '=');
    return $path . '?' . implode('&', $pairs);
}

/** The bytes of SIGNING_KEYS' first key: id:base64url[,id:base64url…]. */
function firstKey(string $keys): string
{
    return base64_decode(strtr(explode(':', explode(',', $keys)[0])[1], '-_', '+/'));
}

// Each line of the input is a path and name=value pairs, with tabs between them.
while (($line = fgets(STDIN)) !== false) {
    $fields = explode("\t", rtrim($line, "\n"));
    $query = [];
    foreach (array_slice($fields, 1) as $field) {
        [$name, $value] = explode('=', $field, 2);
        $query[$name] = $value;
    }
    echo sign(firstKey(getenv('SIGNING_KEYS')), $fields[0], $query), "\n";
}
