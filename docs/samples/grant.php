<?php // GRANT_KEY=… php grant.php '{"aud": "token", "sub": "customer-17"}'

$encode = fn($bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
$claims = json_decode($argv[1], true) + ['exp' => time() + 300];
$unsigned = $encode('{"alg":"HS256"}') . '.' . $encode(json_encode($claims));
echo $unsigned . '.' . $encode(hash_hmac('sha256', $unsigned, getenv('GRANT_KEY'), true)), "\n";
