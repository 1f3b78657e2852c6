// Runs the Telegram emulator on loopback. Usage: telegram.js PORT
const TelegramServer = require('telegram-test-api');

new TelegramServer({ port: Number(process.argv[2]), host: '127.0.0.1' }).start();
