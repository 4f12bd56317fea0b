"""A real SMTP server for tests: every mail that it takes becomes a file.

usage: smtp_peer.py DIRECTORY [PORT]

Prints "ready PORT". Mails become DIRECTORY/000001.eml and so on, in the order of acceptance, with the envelope in the
first lines. The file DIRECTORY/mode, read anew for every mail, says how it behaves:

  take     accepts everything (also when there is no such file)
  busy     451 to MAIL FROM: try again later
  refuse   550 to RCPT TO: never
  vanish   takes the mail, writes the file, and closes the connection instead of answering 250
"""

import asyncio
import os
import sys

from aiosmtpd.smtp import SMTP


class Peer:
    def __init__(self, directory):
        self.directory = directory
        self.count = len([name for name in os.listdir(directory) if name.endswith(".eml")])

    def mode(self):
        try:
            with open(os.path.join(self.directory, "mode"), encoding="ascii") as file:
                return file.read().strip()
        except FileNotFoundError:
            return "take"

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.mode() == "busy":
            return "451 4.3.2 busy, try again later"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.mode() == "refuse":
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        name = os.path.join(self.directory, f"{self.count:06}.eml")
        with open(name + ".new", "wb") as file:
            file.write(f"X-Envelope-From: {envelope.mail_from}\r\n".encode())
            file.write(f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode())
            file.write(envelope.content)
        os.rename(name + ".new", name)
        if self.mode() == "vanish":
            server.transport.abort()
        return "250 OK"


async def main():
    directory = sys.argv[1]
    port = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    peer = Peer(directory)
    server = await asyncio.get_running_loop().create_server(
        lambda: SMTP(peer, hostname="smtp.example", enable_SMTPUTF8=True), "127.0.0.1", port
    )
    print("ready", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
