import { homedir } from 'node:os';
import type { Contact } from '../../shared/contact.ts';
import { RefusedError } from '../../shared/errors.ts';
import { createAttachmentTools } from '../agent/tools/attachments.ts';
import type { AgentLetters, LetterTarget } from '../agent/tools/message-ports.ts';
import { createGivenFileTools } from '../agent/tools/given-files.ts';
import { createMessageTools } from '../agent/tools/messages.ts';
import { isKept } from '../thread/kept-message.ts';
import { parseLetterAddress } from '../thread/letter-address.ts';
import { conversationsLookedAt } from '../thread/notices.ts';
import { ownersConversation } from '../thread/owners-conversation.ts';
import type { AgentCore } from './agent-core.ts';
import type { Ground } from './ground.ts';
import { writeLetter } from './letters.ts';
import { GivenFiles } from './given-files.ts';
import { FolderFiles } from './owner-files.ts';
import { isPrivateFor } from './owners-conversation.ts';
import type { ThreadCore } from './thread-core.ts';
import type { CarbonVoice } from './carbon-voice.ts';

type Parts = {
  readonly agent: Pick<AgentCore, 'addTools' | 'memory'>;
  readonly carbonVoice: Pick<CarbonVoice, 'channel' | 'client'>;
  readonly thread: ThreadCore;
};
type Grounds = Pick<Ground, 'store' | 'shelf' | 'settings' | 'home'>;

/** Who names an older one means it by its path. */
const givenFilesLookedAt = 200;

/** Gives the agent messages to people, links and files by Carbon Voice; they leave through the ledger like every letter. */
export function joinLetters(ground: Grounds, parts: Parts, signal: AbortSignal): void {
  const letters = agentLetters(ground, parts, signal);
  const { settings, home: own } = ground;
  const files = new GivenFiles({
    list: () => ground.store.givenFiles({ limit: givenFilesLookedAt }),
    root: ground.shelf.root,
    folders: new FolderFiles({ folders: settings['agent.fileFolders'], home: homedir(), own }),
  });
  const tools = [
    ...createMessageTools({ letters }),
    ...createAttachmentTools({ letters, files }),
    ...createGivenFileTools(files),
  ];
  parts.agent.addTools(() => tools);
}

function agentLetters(
  { store, shelf }: Grounds,
  { agent, carbonVoice, thread: { care } }: Parts,
  signal: AbortSignal,
): AgentLetters {
  const isPrivate = isPrivateFor(carbonVoice);
  return {
    find: async (to) => {
      if (isAddress(to)) return [{ address: to, name: null }];
      return agent.memory.contacts.find(to).flatMap(toTarget);
    },
    ownersPlace: async () => {
      const { conversations } = await store.ownerTraces({ limit: conversationsLookedAt });
      const place = await ownersConversation(conversations, isPrivate, signal);
      return place.type === 'found' ? `conversation:${place.conversationId}` : null;
    },
    write: async ({ id, address: to, ...letter }) => {
      if (await isKept(store, id)) return;
      await writeLetter({ care, shelf }, { to, ...letter, audio: [] }, { id, author: 'agent' });
    },
  };
}

/** Where somebody is written to: the conversation that there is, else a new one; none without an address. */
export function toTarget({
  name,
  conversationIds,
  userIds,
  emails,
}: Pick<Contact, 'name' | 'conversationIds' | 'userIds' | 'emails'>): readonly LetterTarget[] {
  const [address] = [
    ...conversationIds.map((id) => `conversation:${id}`),
    ...userIds.map((id) => `user:${id}`),
    ...emails,
  ];
  return address === undefined ? [] : [{ address, name }];
}

function isAddress(to: string): boolean {
  try {
    parseLetterAddress(to);
    return true;
  } catch (error) {
    if (error instanceof RefusedError) return false;
    throw error;
  }
}
