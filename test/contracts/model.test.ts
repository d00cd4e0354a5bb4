import { chatCompletions } from '../peers/model-wires/chat-completions.ts';
import { messages } from '../peers/model-wires/messages.ts';
import { responses } from '../peers/model-wires/responses.ts';
import { modelContract } from './model.contract.ts';

modelContract('chat completions', chatCompletions);
modelContract('OpenAI’s responses', responses);
modelContract('Anthropic’s messages', messages);
