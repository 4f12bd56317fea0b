//! Lists of words the detectors ask.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

/// A set of words. They are the program's own, so nobody can choose them to fall together.
pub(super) type List = LazyLock<HashSet<&'static str, BuildHasherDefault<Words>>>;

/// Eight bytes at a time: every word of a text is looked up in dozens of lists.
#[derive(Default)]
pub(super) struct Words(u64);

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        for eight in bytes.chunks(8) {
            let mut all = [0; 8];
            all[..eight.len()].copy_from_slice(eight);
            self.0 = (self.0.rotate_left(23) ^ u64::from_le_bytes(all))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

macro_rules! lists {
    ($($(#[$doc:meta])* $name:ident $words:literal)+) => {
        $($(#[$doc])* pub(super) static $name: List = LazyLock::new(|| $words.split_whitespace().collect());)+
    };
}

lists! {
    /// Whole last part of a name that announces a password.
    PASSWORD_PARTS "
    pw pwd pass psw pswd passw kennw psk pwort bindpw rootpw adminpw userpw dbpw ftppw mailpw sshpw rootpass dbpass
    userpass adminpass mysqlpw sqlpw requirepass masterauth authcode authinfo epp losung losungswort codewort
    zugangscode passwor pasword passwrd passwrot passowrd paswort passwod kenwort kennwot passort p/w transfercode freischaltcode netzwerkschlüssel sicherheitsschlüssel mysqlpass
    "

    /// Whole last part of a name that announces a token.
    TOKEN_PARTS "
    token apikey apitoken authtoken accesstoken secretkey accesskey privatekey authkey apischlüssel geheimschlüssel
    zugriffsschlüssel secret geheimnis clientsecret salt bearer apisecret recoverykey sharedkey tokens apikeys secrets
    "

    /// Before "key" and "Schlüssel": a token.
    KEY_QUALIFIERS "
    api access secret private auth client encryption master geheimer geheime privater nonce signing app jwt session
    webhook account logged service restic deploy consumer storage totp otp 2fa mfa
    "

    /// Before "key" and "Schlüssel": a password.
    WIFI_QUALIFIERS "
    wlan wifi wpa wpa2 wpa3 wi fi netzwerk network vpn ipsec shared preshared luks
    "

    /// Before "code": a password.
    CODE_QUALIFIERS "
    auth epp transfer zugangs pin access pass entry door recovery backup wiederherstellungs notfall sicherungs
    "

    /// Before "code": digits.
    PIN_CODES "
    tür tuer tor zutritts alarm bestätigungs bestaetigungs sicherheits einmal verifizierungs verifikations anmelde sms
    verification confirmation security otp 2fa mfa tan unlock gate authentication one-time time schlüssel support safe
    tresor zugangs access entry door zutritt schloss zahlenschloss schrank käfig cage raum haus einlass schleusen
    "

    /// Behind the word for the secret, in the same name: `password_root`, "Passwort-neu".
    TRAILERS "
    neu alt new old root admin ftp ssh db mysql user plain plaintext value test prod live dev string temp initial
    default base 1 2 text
    "

    /// Words that announce a user name and a password together.
    HINTS "
    zugangsdaten zugang zugänge login logins logindaten anmeldedaten credentials creds credential einloggen anmelden
    log-in ftp-daten ssh-daten access account anmeldung logon konto userdaten benutzerdaten admin-zugang
    zugangsinformationen nutzerdaten idrac ipmi ilo bmc kvm ssh ftp sftp rdp cpanel teamviewer anydesk rustdesk sip
    "

    /// Labels whose value is no secret.
    LABELS "
    host hostname server ip ipv4 ipv6 ip-adresse adresse port url user username benutzer benutzername nutzer
    nutzername login name domain datenbank database db mail e-mail email kunde kundennummer konto account system os
    panel link protokoll pfad path rolle
    "

    /// Names people log in with.
    USERS "
    root admin administrator user ubuntu debian centos rocky postgres mysql oracle sa ftp backup deploy test support
    toor pi sysadm sysadmin webmaster wordpress wp ncadmin superadmin operator service kunde gast guest web
    ops sysop netadmin dbadmin git api demo shop svc
    monitoring nagios jenkins gitlab tomcat manager plesk vagrant ansible info root@pam ec2-user noc
    "

    /// Factory passwords that are words.
    FACTORY "
    calvin toor admin changeme geheim raspberry ubnt alpine superuser passw0rd letmein qwertz qwerty hallo test123
    vagrant
    "

    /// The passwords found most often in leaks that are words or rows of keys.
    COMMON "
    letmein iloveyou monkey dragon football baseball princess sunshine shadow superman batman welcome qwertyuiop asdfgh
    asdfghjkl asdf yxcvbn yxcvbnm zxcvbnm qwertz qwertzuiop trustno1 hunter2 abc123 1q2w3e4r 1qaz2wsx q1w2e3r4 p@ssw0rd
    p@ssword pa$$w0rd pa$$word passw0rt schatz schatzi hallo123 passwort1 passwort123 password1 password123 admin123
    administrator1 secret123 geheim123 changeme123 ficken arschloch schalke04 test1234 start123 willkommen abcd1234
    aa123456 starwars 123456 1234567 12345678 123456789 1234567890 111111 000000 123123 654321 666666 987654321
    "

    /// Before the name of what a password is for, or of something else with digits in it.
    TARGETS "
    für fuer for von vom of benutzer user nutzer username benutzername benutzers users server servers host rechner pc
    account konto kontos postfach postfachs kunde kunden customer ticket domain db datenbank database auf on im in bei
    beim at an am zu zum zur via über ueber version typ modell model rack slot port raum switch router vps vm id nr
    nummer no number seit since bis until um vor nach unter meldung fehlermeldung fehler error message says sagt
    meldet betreff subject button knopf feld datei file schlüsselbund manager app gerät device bucket repo branch
    projekt project ordner folder tabelle table spalte column container node pod stack gruppe group rolle role fax tel
    telefon mobil phone durchwahl iban bic rechnung invoice vertrag auftrag order artikel sn s/n seriennummer serial
    hostname zone record ip mac
    "

    /// Directly before the name of somebody or something.
    OWNERS "
    user username benutzer benutzername benutzers nutzer account konto kontos postfach postfachs server host mailbox
    database datenbank rolle role gruppe group domain eintrag item
    "

    /// Says that a password is changed.
    CHANGES "
    ändert ändere ändern geändert aendern geaendert setzen setze setzt gesetzt umgestellt umstellen zurückgesetzt change changed
    changing reset set setting stellen gestellt switched gewechselt wechseln
    "

    /// Says that a password was typed, tried, taken.
    USES "
    gebe eingegeben eingebe eingetippt tippe getippt tippte probiert probiere versucht versuche verwende verwendet
    verwenden benutze benutzen nutze nutzen nehme nehmen nimm genommen genutzt gewählt wähle typed type typing enter
    entered entering tried trying use used using chose picked being ist is war was lautet heißt heisst wäre sei steht
    gib gebt it's its also nämlich sprich left nehmt nutzt verwendest benutzt kommt namely
    "

    /// Says that somebody logs in.
    SIGNS_IN "
    testen einloggen loggen logge eingeloggt anmelden melde angemeldet anmeldung login log logged logging sign signed signing
    "

    /// Says that it was put in by hand.
    TYPED "
    eingebe eingegeben eintippe eingetippt eintippen tippe typed entered entering typing
    "

    /// Says the same behind the value.
    USES_BEHIND "
    eingebe eingegeben nehmen verwenden benutzen nutzen eintippe eingetippt probiert versucht genommen verwendet benutzt
    eingetragen
    "

    /// Begins a question for a thing.
    ASKS "
    wie was welches welche welchen what what's whats which kannst kannste könnt können könnten könntest can could would
    hast habt have got gibts gibt's brauchst braucht hat haben noch welcher
    "

    /// Asks for something in the imperative.
    REQUESTS "
    send tell schick schicke schicken sende senden nenne nennen mitteilen gib geben verrate verraten brauche brauchen
    brauchst benötige benötigen need needs provide share teile teilen
    "

    /// Stands before the value in an answer.
    LEADS "
    klar ja sure yes yep ok okay hier here it's its es ist it is lautet das the that's moment jo gerne war was glaube
    ich i think use try nimm probier also natürlich of course na
    "

    /// Words that stand alone on a line of their own.
    COURTESIES "
    danke thanks bitte gruß grüße regards cheers gern gerne hallo moin servus perfekt super prima danke! done erledigt
    ok. nein nope later morgen niemand keiner nobody selbst
    "

    /// Between two passwords.
    MORE "
    sollte should be oder or und and bzw bzw. beziehungsweise / , jetzt now neu neue neues neuen new one ist is davor danach dann then
    auch also maybe vielleicht alt altes alten old früher formerly vorher later war was dem the das mit with
    "

    /// Joins a word with its value: is, lautet.
    VERBS "
    ist is was war sei wäre bleibt auf to mit with als as müsste muss sein s are sind waren be hatte wieder dann zu
    "

    /// May stand between the word and its value without meaning anything.
    FILLERS "
    jetzt nun now aktuell currently derzeit momentan wie folgt folgendes folgende also einfach simply neu neue neues
    new alt altes alte old temporär temporary gerade eben übrigens still weiterhin immer noch heute wohl glaube ich
    ganz glaub literally actually basically vermutlich beide both hab das the folgenden überall vorläufig einstweilen follows hier here testweise wurde
    "

    /// Begins what is said of a pass phrase instead of being one.
    NO_PHRASE "
    siehe see folgt kommt liegt steht bitte per wie via wird wurde ist im in unter as sent is was kennt fehlt gibt hat
    muss soll sollte darf kann nicht not must should has have keine kein mindestens at please
    "

    /// Shows that the value is elsewhere, or that the sentence is about something else.
    STOP "
    siehe see s.o. s.u. per via by folgt kommt follows will wird werden wurde wurden würde falsch richtig korrekt
    wrong correct invalid valid ungültig gültig abgelaufen expired vergessen forgotten forgot unbekannt unknown
    bekannt known nicht not kein keine keines no none nein ja yes ok nie never leer empty null nil true false
    undefined required optional unset set gesetzt n/a na tbd tba bitte please separat separately telefonisch unten
    oben below above attached anbei beigefügt separate identisch gleich same dasselbe dieselben gehabt besprochen
    bisher wie unverändert unchanged geändert changed ändern change zurücksetzen reset resetten setzen eingeben
    enter eingabe vergabe erneuern renew prüfen check mitteilen schicken schicke senden send sende sent bekommen
    bekommt bekomme erhalten erhält received haben habe hat have has had liegt liegen lies stored steht stehen found
    finden fehlt missing stimmt stimmen funktioniert works geht klappt passt fehler error fehlgeschlagen failed
    failure denied rejected zu too must muss müssen soll sollte should kann können can cannot could darf may brauche
    brauchen need needs benötigt benötigen notwendig nötig necessary pflicht mandatory was what wer who wo where
    wann when warum why ob if whether dass that weil because aber but oder or denn the a an der die das den dem des
    ein eine einen einem einer mein meine my our unser unsere ihr ihre your sein his its it ich i wir we sie er es
    you he she they man im in ins am at on of off bei beim von vom from nach after vor before für for zum zur aus
    out über mit und and auch also noch nur only schon already erst first mehr more weniger sehr sicher unsicher
    secure insecure safe weak strong schwach stark kurz lang short long alt old neu new aktuell current passwort
    password kennwort länge length zeichen characters chars groß- sonderzeichen hash authentication auth policy
    richtlinie manager abfrage prompt string varchar text int bool boolean pam_unix.so files systemd compat sss md5
    sha256 sha512 bcrypt argon2 argon2id scrypt yescrypt aes256 base64 utf8 utf-8 erledigt done offen open pending
    gelöscht deleted entfernt removed deaktiviert disabled aktiviert enabled gesperrt locked läuft runs laut
    according schriftlich persönlich später later morgen tomorrow gestern yesterday heute today nachher bereits dort
    there hier here redacted masked hidden verborgen geschwärzt zensiert vertraulich confidential geheimhaltung
    remains is ist are sind war were be been being do does did nochmal again erneut wieder back zurück anrufen call
    rufen melden anders different eigenes eigene own beliebig any alle all jedes each every beide both zwei two drei
    three egal whatever weg gone verloren lost nichts nothing etwas something last letztes expires accepts contains
    incorrect pflichtfeld pflichtangabe geburtsdatum groß-/kleinschreibung nachgereicht fehlanzeige
    vergessn vergesen vergesse vergeßen forgoten keins keinen keinem enthält expire dort passwords passwörter übliche übliches selbe unterschiedlich verschieden
    "

    /// Things a value is not, but that may be named on the way to it: "für den Kundenbereich ist …".
    PLACES "
    kundencenter kundenbereich portal ticket login mail e-mail brief post fax telefon phone sms signal whatsapp
    tresor vault keepass keepassxc bitwarden 1password lastpass passbolt link feld field admin user root username
    benutzername benutzer anhang authentifizierung anmeldung standard default
    "

    /// Nouns that stand behind a word for a password without being one: "Passwort Manager", "Passwort Frau Lindner".
    NOT_VALUES "
    manager feld felder reset eingabe abfrage liste safe tresor datei policy richtlinie regel regeln wechsel generator
    hash hashes länge schutz dialog fenster hinweis seite formular mail link problem probleme frage fragen team thema
    cache speicher prompt login logout anmeldung vergessen änderung aenderung ticket hinweise vorgaben historie
    stärke schwäche rotation sync server client app tool dienst konto account zugang kunde kunden herr frau firma
    montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz april mai juni juli august
    september oktober november dezember heute gestern morgen ihr ihre ihres ihrem ihren ihnen sie er es wir unser
    unsere mein meine sein seine dieses dieser diesem jenes alle alles bitte danke gruß grüße hallo mfg lg vg
    datenbank postfach mailbox webmail portal admin root benutzer user nutzer system systeme rechner wlan vpn ssh
    ftp fehler meldung fehlermeldung error status typ name wort zeichen zahl zahlen ziffern sonderzeichen text
    anfang ende teil hilfe support problematik sache stelle anhang brief post telefon handy zettel aufkleber zeile
    plesk wordpress joomla typo3 outlook thunderbird nextcloud windows linux exchange office facebook google apple
    "

    /// Says that somebody tries.
    TRIES "
    versuchen versuch versuche versuchs attempts attempt tries try eingabe eingaben probiert getestet
    "

    /// Said of something encrypted or locked: what stands beside it opens it.
    OPENS "
    entpacken entpackt entschlüsseln entschlüsselt verschlüsselt verschluesselt encrypted decrypt encrypt unzip unlock
    entsperren entsperrt freischalten öffnen unpack extract
    "

    /// What opens with a word and nothing else.
    LOCKED "
    wlan wifi wi-fi wpa wpa2 rcon psk bios uefi nas router fritzbox tresor safe alarmanlage archiv archive zip pfx keepass
    veracrypt truecrypt luks bitlocker voicemail sim container schlüsselsafe schlüsselkasten zahlenschloss gäste-wlan
    gast-wlan wlan-gast switch webcam kamera drucker vnc teamspeak pdf
    "

    /// Said of a password, with none of the usual endings.
    PREDICATES "
    kaputt defekt futsch simpel banal blöd doof dumm dran drin drauf dabei dahin fertig klar gut besser schlecht super
    prima toll okay einfach komplex krumm leicht schwer hinüber daneben schuld sauber frisch bereits immer dauernd
    nirgends irgendwo hinten vorne draußen drinnen intakt komisch seltsam fremd privat firmenweit systemweit global
    lokal extra eins einzeln gemeint gewollt gefragt geblieben mittel stimmig passend privatsache chefsache problem
    fine good great broken simple complex bogus empty blank encrypted unique random same short obsolete stale
    available private public shared hidden hard easy trivial fresh ready there where here mine yours theirs ours
    always never maybe perhaps somewhere elsewhere nowhere outdated legacy important sensitive personal expired dead
    geheim case plain plaintext clear crucial worth under within below above inside outside between stuck hashed salted
    stored useless pointless weak rubbish garbage compromised leaked pwned generic standard default
    müll quatsch unsinn mist pflicht murks egal wurst gestern vorgestern dort woanders anderswo weiß sonst trotzdem
    "

    /// Before the digits of names of products and methods.
    PRODUCTS "
    ike ikev iphone ipad outlook windows win office android ios galaxy s pixel thunderbird chrome firefox edge safari
    tls ssl sha aes md rsa ed totp hotp argon bcrypt scrypt utf http ipv php mysql mariadb postgresql python java
    keepass fritzbox exchange debian ubuntu centos rhel sles alpine proxmox esxi plesk cpanel confixx typo joomla
    yubikey nitrokey solokey fido webauthn wordpress drupal magento shopware contao oauth saml wpa dh modsh ntlmv ntlm kerberos smb snmpv v x p c log4j h264
    "

    /// Before the digits of names of machines, users, products and versions.
    MACHINES "
    openssh openssl worker desktop laptop pc ws srv web db vps mail host server node ns mx vm app windows win php kunde kunden user usr ticket plesk mysql
    mariadb k8s ipv sha version office exchange sql ts dc esx hv pve nas san fw sw router switch rack cust customer
    kd client cl gw proxy lb cache redis mongo postgres pg ubuntu debian centos rocky rhel suse sles kernel python
    java ruby perl node nodejs wordpress wp joomla typo typo3 drupal shop apache nginx tomcat iis tls ssl ssh http
    port vlan eth ens enp nvme sda sdb raid lun vol disk cpu core ram gen model ex ax cx cpx px sx rx tx kb rfc cve
    iso en din utf base rev build release job run task case inc chg req prb rma id nr no tel fax iban s3 ec abc
    backup storage konto site domain mx1 www ftp smtp imap pop dns vpn rdp test dev prod stage staging live demo
    "
}
