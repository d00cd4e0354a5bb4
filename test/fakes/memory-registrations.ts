import type { Registration, Registrations } from '../../main/carbonvoice/ports.ts';
import { openDatabase } from '../../main/store/database.ts';
import * as registration from '../../main/store/registration.ts';

/** The real operations on a database in memory. */
export class MemoryRegistrations implements Registrations {
  readonly #db = openDatabase(':memory:');

  /** What is written down now. */
  get all(): readonly Registration[] {
    return registration.readRegistrations(this.#db, { service: 'carbonvoice' });
  }

  readRegistrations(query: Parameters<Registrations['readRegistrations']>[0]) {
    return Promise.resolve(registration.readRegistrations(this.#db, query));
  }

  saveRegistration(change: Parameters<Registrations['saveRegistration']>[0]): Promise<null> {
    return Promise.resolve(registration.saveRegistration(this.#db, change));
  }

  standRegistration(change: Parameters<Registrations['standRegistration']>[0]): Promise<null> {
    return Promise.resolve(registration.standRegistration(this.#db, change));
  }

  leaveRegistrations(change: Parameters<Registrations['leaveRegistrations']>[0]): Promise<null> {
    return Promise.resolve(registration.leaveRegistrations(this.#db, change));
  }

  dropRegistration(change: Parameters<Registrations['dropRegistration']>[0]): Promise<null> {
    return Promise.resolve(registration.dropRegistration(this.#db, change));
  }
}
