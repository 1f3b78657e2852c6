import time
def test_probe(sms, whatsapp, chat, gateway, breakable, second_gateway):
    for p in (sms, whatsapp):
        for t in ("mi jefe me quito el pasaporte", "1", "Perú", "2", "English", "exit"):
            s=time.time(); print(p.channel, t, p.writes(t), round(time.time()-s,2))
    print(whatsapp.calls[0])
    print(chat.writes("mi jefe me quito el pasaporte"), chat.buttons, chat.calls[0], chat.calls[-1])
    print(chat.taps(list(chat.buttons)[0]))
    print(gateway.log.read_text())
