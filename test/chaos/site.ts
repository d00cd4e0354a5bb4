import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askInstance } from '../../main/control/control-client.ts';
import { Instance, temporaryHome } from '../app/instance.ts';
import type { Status } from '../app/instance.ts';
import { until } from '../app/until.ts';
import type { CarbonVoiceDouble } from '../peers/carbon-voice/double.ts';
import { startCarbonVoice } from '../peers/carbon-voice/double.ts';
import type { Call } from '../peers/carbon-voice/journal.ts';
import type { ModelServer } from '../peers/model-server.ts';
import { startModelServer } from '../peers/model-server.ts';
import { answerTo } from './book.ts';
import type { Death } from './death.ts';

const preload = fileURLToPath(new URL('die-at.mjs', import.meta.url));
/** A start takes well under a second; many at once on a busy machine do not. */
const startLimitMs = 60_000;

/** One home with a Carbon Voice and a model of its own. */
export class Site {
  readonly double: CarbonVoiceDouble;
  readonly model: ModelServer;
  readonly home: string;

  private constructor(double: CarbonVoiceDouble, model: ModelServer, folder: string) {
    this.double = double;
    this.model = model;
    this.home = join(folder, 'home');
  }

  static async with(use: (site: Site) => Promise<void>): Promise<void> {
    await using double = await startCarbonVoice();
    await using model = await startModelServer();
    await using folder = await temporaryHome();
    // The last line is the message itself, whatever stands before it; with several channels it says whose words they are.
    model.words = ({ messages }) => {
      const last = messages.at(-1)?.content.split('\n').at(-1) ?? '';
      return answerTo(last.replace(/^\[[^\]]*\] /u, '')).split(/(?<= )/u);
    };
    await use(new Site(double, model, folder.path));
  }

  /** The variables that lead the app to them. */
  get env() {
    return {
      ADJUTANT_CARBONVOICE_URL: this.double.url,
      ADJUTANT_CARBONVOICE_PAT: 'cv_pat_right',
      ADJUTANT_LLM_URL: this.model.url,
      ADJUTANT_LLM_MODEL: 'small',
      ADJUTANT_LOG: 'warn',
    } as const;
  }

  get readIds(): ReadonlySet<string> {
    return new Set(this.double.journal.readMarks.map(({ messageId }) => messageId));
  }

  /** A first start: what was said before it is nobody's business, all that is said from then on is to be answered. */
  async settleIn(): Promise<void> {
    await using app = await this.start();
    const { calls } = this.double.journal;
    const isRead = ({ path }: Call): boolean => path === '/v6/messages/updates';
    await until('the first read of the feed', () => calls.some(isRead), startLimitMs);
    app.signal('SIGTERM');
    await app.exited;
  }

  spawn(death: Death | null = null, env: Readonly<Record<string, string>> = {}): Instance {
    return new Instance({
      home: this.home,
      ...(death && { preload }),
      env: {
        ...this.env,
        ...(death && { ADJUTANT_TEST_DIE_AT: JSON.stringify(death) }),
        ...env,
      },
    });
  }

  /** Resolves when it is up. */
  async start(death: Death | null = null): Promise<Instance> {
    const app = this.spawn(death);
    try {
      return await app.whenUp(startLimitMs);
    } catch (error) {
      await app[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Without a process for each question. */
  async status(): Promise<Status> {
    const found: Status[] = [];
    const onItem = (value: unknown): void => void found.push(value as Status);
    await askInstance(this.home, { command: 'status', args: {} }, { onItem });
    const [status] = found;
    if (!status) throw new Error('no status');
    return status;
  }
}
