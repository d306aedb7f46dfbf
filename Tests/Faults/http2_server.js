// A server that speaks HTTP/2 over TLS and tells over how many connections it was asked. It prints its port and ends when
// its standard input closes.
//
//     http2_server.js CERTIFICATE KEY
const fs = require('fs');
const http2 = require('http2');

const [certificate, key] = process.argv.slice(2).map((file) => fs.readFileSync(file));
let connections = 0;
const server = http2.createSecureServer({ cert: certificate, key, allowHTTP1: true }, (request, response) => {
  setTimeout(() => {
    response.setHeader('X-Connections', String(connections));
    response.end(request.httpVersion);
  }, 20);
});
server.on('secureConnection', () => { connections += 1; });
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0));
process.stdin.resume();
