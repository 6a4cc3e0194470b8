# The five newest items, and the first of them as NewsML 2.9.
curl -u "your-login:$TELLAL_PASSWORD" -d 'limit=5' 'https://wire.example/abone/search'
curl -u "your-login:$TELLAL_PASSWORD" 'https://wire.example/abone/document/ITEM/newsml29'
