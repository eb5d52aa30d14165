import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** An SMTP server that takes every mail, and keeps the texts. */
export class SmtpServer {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Headers and body of each mail, with line feeds. */
  readonly mails: string[] = [];

  private constructor() {
    this.#server = createServer((socket) => this.#talk(socket));
  }

  static async start(): Promise<SmtpServer> {
    const smtp = new SmtpServer();
    await once(smtp.#server.listen(0, '127.0.0.1'), 'listening');
    return smtp;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async end(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server.close(), 'close');
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    socket.on('error', () => undefined);
    let [text, isMail] = ['', false];
    socket.on('data', (bytes: Buffer) => {
      text += bytes.toString();
      for (;;) {
        const end = text.indexOf(isMail ? '\r\n.\r\n' : '\r\n');
        if (end < 0) return;
        const piece = text.slice(0, end);
        text = text.slice(end + (isMail ? 5 : 2));
        if (isMail) this.mails.push(piece.replaceAll('\r\n', '\n'));
        const isData = !isMail && /^data/i.test(piece);
        const isQuit = !isMail && /^quit/i.test(piece);
        isMail = isData;
        socket.write(isData ? '354 go on\r\n' : isQuit ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
    socket.write('220 test\r\n');
  }
}
