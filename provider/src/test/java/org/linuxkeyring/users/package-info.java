/**
 * Two users, as processes of their own: one has the keystore, and the other plants what that keystore may meet. Each of
 * the seven rules for neighbours (docs/ARCHITECTURE.md) holds between them, for root as the victim and for an ordinary
 * user. A test that needs two users takes root, and is skipped elsewhere.
 *
 * <table>
 * <caption>Where each rule is tried with a second user ID</caption>
 * <tr><th>rule</th><th>test</th></tr>
 * <tr><td>1. A change reaches the keystore's own keyring</td>
 * <td>{@code PlantedKeysIT.theVictimsOwnKeysThatAreLinkedThereKeepTheirOtherLinks},
 * {@code PlantedKeysIT.belowOrAheadOfTheKeyringAreNeitherReadNorInTheWay}</td></tr>
 * <tr><td>2. A key of another user is no one's entry</td>
 * <td>{@code PlantedKeysIT.areNoOnesEntriesNorServedNorTrustedNorChanged},
 * {@code PlantedKeysIT.areNotTakenForWhatAHelperProgramMade}, {@code PlantedKeyringsIT}, {@code InheritedSessionIT},
 * {@code possession.SharedSessionIT}, and in random steps {@code model.KernelNeighboursTest}</td></tr>
 * <tr><td>3. A note proves nothing</td>
 * <td>{@code PlantedKeysIT.ofAnAcceptedUserAreEntriesWhoseNotesAreNotBelieved},
 * {@code keystore.neighbours.PlantedHeldKeyTest}</td></tr>
 * <tr><td>4. One bad entry costs itself alone</td>
 * <td>{@code PlantedKeysIT.costNothingHoweverBadTheyAre}</td></tr>
 * <tr><td>5. A payload has a budget</td>
 * <td>A payload of another user's is not read, by the tests of rule 2; that of an accepted user is, in
 * {@code PlantedKeysIT.ofAnAcceptedUserAreEntriesWhoseNotesAreNotBelieved}, and is held to the budget as those in
 * {@code entry.BudgetTest} are</td></tr>
 * <tr><td>6. A file that is handed in names nothing that is ours</td>
 * <td>{@code SurroundingsIT}, {@code command.DecoyFilesIT}, {@code kernel.linux.JnaFolderTest}</td></tr>
 * <tr><td>7. What is set has its policy from the first instant</td>
 * <td>{@code SurroundingsIT.giveNoOneTheExportedKey} for files; for keys no second user changes what
 * {@code processes.EveryDeathTest} tries</td></tr>
 * </table>
 */
package org.linuxkeyring.users;
