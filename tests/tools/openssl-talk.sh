# openssl-talk.sh FOLDER: `openssl s_client` and `openssl s_server` send each other a line, with FOLDER/cert and FOLDER/key.
cd "$1" || exit 1
: > server.log
: > client.log
until_there() { while ! grep -q "$@"; do sleep 0.1; done; }
{ until_there 'Hello server' server.log; echo 'Hello client, this is the server.'; } |
  openssl s_server -accept 127.0.0.1:4433 -cert cert -key key -naccept 1 -quiet > server.log 2>&1 &
until_there ':1151 .* 0A ' /proc/net/tcp   # port 4433 is listened at
{ echo 'Hello server, this is the client.'; until_there 'Hello client' client.log; } |
  openssl s_client -connect 127.0.0.1:4433 > client.log 2>&1
wait
