// telegram-test-api (MIT, by strangers) with what a bot of today calls besides: node telegram_server.js PORT
//
// Its own routes answer whatever is not answered here. Files, errors and limits it has none.
'use strict';
const TelegramServer = require('telegram-test-api');
const express = require('express');

const LONGEST_POLL = 2000; // milliseconds
const HEADER = 'X-Telegram-Bot-Api-Secret-Token';

class Emulator extends TelegramServer {
  // It calls webhooks without the secret that they were set with, and gives up when one is away.
  async addUserUpdate(update) {
    const hook = this.webhooks[update.botToken];
    if (!hook) return super.addUserUpdate(update);
    this.updateId += 1;
    const answer = await fetch(hook.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', [HEADER]: hook.secret_token || '' },
      body: JSON.stringify(TelegramServer.formatUpdate(update)),
    });
    if (!answer.ok) console.error('the webhook answered', answer.status);
    return undefined;
  }
}

const emulator = new Emulator({ host: '127.0.0.1', port: Number(process.argv[2]) });

async function updates(token, said) {
  const after = Number(said.offset || 0);
  const end = Date.now() + Math.min(Number(said.timeout || 0) * 1000, LONGEST_POLL);
  const mine = () => emulator.storage.userMessages.filter((u) => u.botToken === token);
  emulator.storage.userMessages = emulator.storage.userMessages.filter(
    (u) => u.botToken !== token || u.updateId >= after,
  );
  while (mine().length === 0 && Date.now() < end) {
    await new Promise((wake) => setTimeout(wake, 20));
  }
  return mine().map(TelegramServer.formatUpdate);
}

function edited(how) {
  return (_, said) => {
    emulator[how](said);
    const chat = { id: Number(said.chat_id), type: 'private' };
    return { message_id: Number(said.message_id), date: 1, chat, text: said.text };
  };
}

const ANSWERS = {
  getMe: () => ({ id: 4711, is_bot: true, first_name: 'Firstline', username: 'firstline_bot' }),
  getUpdates: updates,
  getWebhookInfo: (token) => ({ url: (emulator.webhooks[token] || {}).url || '', pending_update_count: 0 }),
  setWebhook: (token, said) => { emulator.webhooks[token] = said; return true; },
  deleteWebhook: (token) => { delete emulator.webhooks[token]; return true; },
  editMessageText: edited('editMessageText'),
  editMessageReplyMarkup: edited('editMessageReplyMarkup'),
};
for (const method of ['setMyCommands', 'sendChatAction', 'answerCallbackQuery', 'setMessageReaction']) {
  ANSWERS[method] = () => true;
}

const front = express();
front.use(express.json(), express.urlencoded({ extended: true }));
front.all('/bot:token/:method', async (request, response, next) => {
  const answer = ANSWERS[request.params.method];
  if (!answer) return next();
  return response.json({ ok: true, result: await answer(request.params.token, request.body) });
});
front.use(emulator.webServer);
front.listen(Number(process.argv[2]), '127.0.0.1', () => console.log('open'));
