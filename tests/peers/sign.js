// Signs webhooks as Twilio's own library does: [{url, fields}] in, [signature] out. Usage: sign.js TOKEN < JSON
const { getExpectedTwilioSignature } = require('twilio');

const webhooks = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const signed = webhooks.map(({ url, fields }) => getExpectedTwilioSignature(process.argv[2], url, fields));
process.stdout.write(JSON.stringify(signed));
