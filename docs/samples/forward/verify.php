<?php // FORWARD_KEY=… php verify.php "$FORWARD_SIGNATURE" <body

$body = file_get_contents('php://stdin'); // the raw bytes; in a web server: php://input
parse_str(strtr($argv[1], ',', '&'), $part);
$t = $part['t'] ?? '';
$wanted = hash_hmac('sha256', "$t.$body", getenv('FORWARD_KEY'));
$fresh = ctype_digit($t) && abs(time() - (int) $t) < 300;
exit($fresh && hash_equals($wanted, $part['v1'] ?? '') ? 0 : 1);
