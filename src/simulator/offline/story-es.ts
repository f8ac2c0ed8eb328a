/** Longer than three messages of WhatsApp's, so that the rest waits for "más". */
export const STORY_ES = `**El faro que contestaba cartas**

En una isla tan pequeña que en el mapa solo cabía su nombre había un faro, y en el faro vivía Marta, que cuidaba la lámpara. Los barcos pasaban de noche y nunca se detenían. Por las mañanas barría la escalera, los ciento doce peldaños, y por las tardes miraba el mar, que hasta entonces no le había contado nada dos veces.

Un día de marzo apareció una botella entre las rocas. Dentro había una hoja cuadriculada, arrancada de un cuaderno. «Querido faro», decía con letra redonda, «te veo desde mi ventana cuando no puedo dormir. ¿Tú te cansas alguna vez? Tuya, Inés». No había dirección, solo el dibujo de una casa con la chimenea torcida.

Marta se rio, y luego se sentó a escribir. «Querida Inés: sí que me canso, pero solo de día. De noche hay demasiado que cuidar. Prueba a contar mis destellos: nadie ha pasado nunca de doscientos. Tuyo, el faro». Metió la carta en la misma botella, esperó a que cambiara la marea y la lanzó tan lejos como pudo.

No esperaba respuesta. Pero a los nueve días la botella estaba otra vez allí, entre las mismas dos rocas, como si alguien le hubiera dicho adónde ir. «Querido faro: llegué a ciento sesenta y cuatro. Mi hermano dice que los faros no saben escribir. Le he dicho que tú no eres como los demás. ¿Qué comes?»

Así empezó todo. Marta le habló de las gaviotas, que le robaban el jabón, y de la niebla, que subía la escalera con los pies mojados y se sentaba en la cocina. Inés le habló de un maestro con dos zapatos izquierdos, de un perro que solo entendía danés y de su abuelo, que había sido marinero y ya no recordaba los nombres de sus propios hijos.

En mayo llegó el cartero, que venía cuatro veces al año, con harina, aceite para la lámpara y el periódico del invierno. «Se la ve más joven», dijo. «Tengo correspondencia», dijo Marta. Él miró el buzón vacío, la miró a ella y pensó lo que se piensa de quienes viven solos en una isla. Pero era un hombre educado y preguntó si quería que se llevara algo. «No, gracias», dijo Marta. «Tenemos nuestro propio correo».

El verano fue un buen tiempo para las botellas. Hubo semanas con dos, y una vez llegó una dentro de otra más grande, porque Inés quería saber si era posible. Marta aprendió a leer el viento. Con viento del oeste, una carta tardaba cuatro días; con el del norte tardaba nueve, y llegaba oliendo a arenque. Dibujó una tabla y la colgó junto a la carta de los bajíos.

Entonces llegó octubre, y con él la gran tormenta. Durante tres noches las olas treparon por la torre como si quisieran ver el paisaje. La lámpara se apagó a las dos de la madrugada, y Marta subió aceite por los ciento doce peldaños, bajó y volvió a subir con más. No sabía que en tierra firme una niña estaba junto a la ventana: había contado hasta treinta, y de pronto no quedaba nada que contar.

Cuando volvió la luz, Inés siguió: treinta y uno, treinta y dos, treinta y tres. A su lado estaba el abuelo, en camisón. No había dicho una frase entera desde Pascua. Ahora puso la mano en el cristal y dijo despacio, como quien lee desde muy lejos: «Ahí está. Mientras esté ahí, llegaremos a casa». Y entonces le contó la noche en que aquella misma luz lo había traído a puerto, cuarenta años atrás, con las velas hechas jirones.

Después de la tormenta el mar se guardó sus botellas mucho tiempo. Pasó noviembre, ya casi era Navidad. Marta bajaba a las rocas cada mañana. Se decía que los niños crecen, que aprenden a dormir y que así debe ser. Aun así escribía cartas, y las metía en un cajón.

La víspera de Navidad llegó una barca que no era la del cartero. En ella venían un hombre, una mujer, un chico con cara de haber perdido una apuesta, un viejo marinero envuelto en tres mantas y una niña con una cesta. En la cesta había diecinueve botellas. «El viento llevaba semanas en contra», dijo la niña, «así que hemos venido a traerlas. ¿Eres tú el faro?»

Marta miró la torre, miró a la niña y miró al anciano, que se había quitado el sombrero ante la lámpara. «Yo soy la que escribe», dijo. «Él es el que no duerme». Subieron todos juntos, y el abuelo contó los peldaños en voz alta. Arriba se quedó un buen rato mirando, y sabía el nombre de cada bajío.

Se quedaron a cenar. Hubo pescado, y hubo un pastel que había sufrido en la travesía. El chico preguntó, muy bajito, si de verdad los faros no saben escribir. «La mayoría no aprende nunca», dijo Marta. «Antes hay que escribirles».

Aquella noche, mucho después de que se fuera la barca, encendió la lámpara como siempre. Luego hizo algo que no figura en ningún reglamento: la tapó con la mano, un solo segundo, y la volvió a quitar. A lo lejos, sobre una casa con la chimenea torcida, una lucecita se apagó y se encendió.

_Fin._`;
